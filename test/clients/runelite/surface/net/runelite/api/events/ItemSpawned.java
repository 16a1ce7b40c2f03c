package net.runelite.api.events;

import net.runelite.api.Tile;
import net.runelite.api.TileItem;

public class ItemSpawned {
    private final Tile tile;
    private final TileItem item;

    public ItemSpawned(Tile tile, TileItem item) {
        this.tile = tile;
        this.item = item;
    }

    public Tile getTile() {
        return tile;
    }

    public TileItem getItem() {
        return item;
    }
}
