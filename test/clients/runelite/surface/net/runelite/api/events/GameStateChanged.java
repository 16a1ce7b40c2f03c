package net.runelite.api.events;

import net.runelite.api.GameState;

public class GameStateChanged {
    private GameState gameState;

    public GameState getGameState() {
        return gameState;
    }

    public void setGameState(GameState gameState) {
        this.gameState = gameState;
    }
}
