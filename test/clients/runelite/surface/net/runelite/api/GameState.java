package net.runelite.api;

public enum GameState {
    LOGIN_SCREEN,
    LOGGING_IN,
    LOADING,
    LOGGED_IN,
    HOPPING
}
