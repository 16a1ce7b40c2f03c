package net.runelite.api;

public interface ItemComposition {
    String getName();
}
