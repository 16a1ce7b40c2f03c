package net.runelite.api;

public interface TileItem {
    int OWNERSHIP_NONE = 0;
    int OWNERSHIP_SELF = 1;
    int OWNERSHIP_OTHER = 2;
    int OWNERSHIP_GROUP = 3;

    int getId();

    int getQuantity();

    int getOwnership();

    boolean isPrivate();

    /** In ticks, on the scale of Client#getTickCount(). */
    int getVisibleTime();

    int getDespawnTime();
}
