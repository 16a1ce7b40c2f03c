package net.runelite.client.game;

import net.runelite.api.ItemComposition;

public interface ItemManager {
    int getItemPrice(int itemId);

    ItemComposition getItemComposition(int itemId);
}
