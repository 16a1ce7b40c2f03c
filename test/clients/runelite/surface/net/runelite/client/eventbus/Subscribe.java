package net.runelite.client.eventbus;

public @interface Subscribe {}
