package net.runelite.api;

public interface WorldView {
    boolean isInstance();
}
