package net.runelite.client.config;

public interface Config {}
