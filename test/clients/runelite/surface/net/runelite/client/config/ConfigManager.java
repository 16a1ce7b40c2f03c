package net.runelite.client.config;

public interface ConfigManager {
    <T extends Config> T getConfig(Class<T> config);
}
