package com.example.dropparty;

import net.runelite.client.config.Config;
import net.runelite.client.config.ConfigGroup;
import net.runelite.client.config.ConfigItem;
import net.runelite.client.config.Range;

@ConfigGroup(DropPartyConfig.GROUP)
public interface DropPartyConfig extends Config {
    String GROUP = "dropparty";

    @ConfigItem(
        position = 1,
        keyName = "report",
        name = "Report drops",
        description = "Tells the server below which items appear near you: item, quantity, value, world, world type, tile and tick",
        warning = "This feature submits your IP address to a 3rd-party server not controlled or verified by the RuneLite Developers.")
    default boolean report() {
        return false;
    }

    @ConfigItem(position = 2, keyName = "server", name = "Server", description = "The address of the server for drop parties")
    default String server() {
        return "";
    }

    @ConfigItem(
        position = 3,
        keyName = "reportOwn",
        name = "Report what I drop",
        description = "For hosts: also reports items that you drop where you stand, a minute before others see them")
    default boolean reportOwn() {
        return false;
    }

    @Range(min = 0)
    @ConfigItem(position = 4, keyName = "minimumValue", name = "Minimum value", description = "Items that are worth less are not reported, in GP")
    default int minimumValue() {
        return 1_000;
    }

    @ConfigItem(
        position = 5,
        keyName = "worlds",
        name = "Worlds",
        description = "The worlds to report from, separated by commas; all if empty")
    default String worlds() {
        return "";
    }
}
