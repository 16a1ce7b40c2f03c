package net.runelite.api;

import net.runelite.api.coords.WorldPoint;

public interface Player {
    WorldPoint getWorldLocation();
}
