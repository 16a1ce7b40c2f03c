package net.runelite.api;

import java.util.EnumSet;

public interface Client {
    int getWorld();

    EnumSet<WorldType> getWorldType();

    int getTickCount();

    WorldView getTopLevelWorldView();

    Player getLocalPlayer();
}
