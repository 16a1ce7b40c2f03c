package net.runelite.api.events;

public class GameTick {}
