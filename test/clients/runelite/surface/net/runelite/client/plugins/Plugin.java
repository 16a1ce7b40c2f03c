package net.runelite.client.plugins;

public abstract class Plugin {
    protected void startUp() throws Exception {}

    protected void shutDown() throws Exception {}
}
