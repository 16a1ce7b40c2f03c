package net.runelite.client.config;

public @interface ConfigGroup {
    String value();
}
