package net.runelite.client.events;

import java.util.concurrent.Future;

public interface ClientShutdown {
    void waitFor(Future<?> future);
}
