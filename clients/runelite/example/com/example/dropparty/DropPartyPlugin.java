package com.example.dropparty;

import com.google.inject.Provides;
import dev.muster.runelite.Drop;
import dev.muster.runelite.DropReporter;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.inject.Inject;
import net.runelite.api.Client;
import net.runelite.api.GameState;
import net.runelite.api.TileItem;
import net.runelite.api.WorldType;
import net.runelite.api.coords.WorldPoint;
import net.runelite.api.events.GameStateChanged;
import net.runelite.api.events.GameTick;
import net.runelite.api.events.ItemSpawned;
import net.runelite.client.config.ConfigManager;
import net.runelite.client.eventbus.Subscribe;
import net.runelite.client.events.ClientShutdown;
import net.runelite.client.events.ConfigChanged;
import net.runelite.client.game.ItemManager;
import net.runelite.client.plugins.Plugin;
import net.runelite.client.plugins.PluginDescriptor;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@PluginDescriptor(name = "Drop parties", description = "Reports drops to a server for drop parties", tags = {"drop", "party"})
public class DropPartyPlugin extends Plugin {
    private static final Logger log = LoggerFactory.getLogger(DropPartyPlugin.class);

    /** Items that lie in a newly loaded scene appear in the same tick or the next, and are not new drops. */
    private static final int SCENE_TICKS = 2;

    /** An hour, the server's bound. What players drop lies for 300. */
    private static final int LYING_TICKS_MAX = 6_000;

    @Inject private Client client;
    @Inject private ItemManager itemManager;
    @Inject private OkHttpClient okHttpClient;
    @Inject private DropPartyConfig config;

    /** Null unless the player has opted in. */
    private volatile DropReporter reporter;
    private int sceneTicksLeft = 0;

    @Provides
    DropPartyConfig provideConfig(ConfigManager configManager) {
        return configManager.getConfig(DropPartyConfig.class);
    }

    @Override
    protected void startUp() {
        if (!config.report() || config.server().trim().isEmpty()) return;
        try {
            reporter = DropReporter.builder(URI.create(config.server().trim()))
                .transport(new OkHttpTransport(okHttpClient))
                // New each time: two clients of one player are two witnesses, and a player cannot be recognized the next day.
                .reporterId(UUID.randomUUID().toString())
                .onRejected((drop, reason) -> log.debug("not reported: {}: {}", drop, reason))
                .onError(error -> log.debug("the server for drop parties: {}", error))
                .build();
        } catch (IllegalArgumentException e) {
            log.warn("drops are not reported: {}", e.getMessage());
        }
    }

    @Override
    protected void shutDown() {
        stopReporting();
    }

    @Subscribe
    public void onConfigChanged(ConfigChanged event) {
        if (!event.getGroup().equals(DropPartyConfig.GROUP) || !List.of("report", "server").contains(event.getKey())) return;
        stopReporting();
        startUp();
    }

    @Subscribe
    public void onClientShutdown(ClientShutdown event) {
        event.waitFor(stopReporting());
    }

    @Subscribe
    public void onGameStateChanged(GameStateChanged event) {
        if (event.getGameState() == GameState.LOADING) sceneTicksLeft = SCENE_TICKS;
    }

    @Subscribe
    public void onGameTick(GameTick event) {
        if (sceneTicksLeft > 0) sceneTicksLeft--;
    }

    @Subscribe
    public void onItemSpawned(ItemSpawned event) {
        DropReporter reporting = reporter;
        if (reporting == null || !config.report() || sceneTicksLeft > 0) return;
        TileItem item = event.getItem();
        WorldPoint tile = event.getTile().getWorldLocation();
        if (!isForAll(item, tile) || !isChosen(client.getWorld())) return;
        String name = itemManager.getItemComposition(item.getId()).getName();
        int price = itemManager.getItemPrice(item.getId());
        Drop drop = Drop.priced(client.getWorld(), item.getId(), name, item.getQuantity(), price);
        if (drop.value() < config.minimumValue()) return;
        reporting.report(withMoments(drop, item)
            .at(tile.getPlane(), tile.getX(), tile.getY())
            .worldType(worldType(client.getWorldType())));
    }

    /** When it despawns and becomes public: on the server, the same moments for everybody who sees it. */
    private Drop withMoments(Drop drop, TileItem item) {
        int now = client.getTickCount();
        int despawnsIn = item.getDespawnTime() - now;
        // An item that stays for ever has no such moment.
        if (despawnsIn < 0 || despawnsIn > LYING_TICKS_MAX) return drop.tick(now);
        return drop.tick(now).despawnsIn(despawnsIn).publicIn(Math.max(0, Math.min(item.getVisibleTime() - now, despawnsIn)));
    }

    /** Whether all players nearby see the item, or will see it. */
    private boolean isForAll(TileItem item, WorldPoint tile) {
        // Private items never become visible to others, and nobody else is in a house or a raid.
        if (item.isPrivate() || client.getTopLevelWorldView().isInstance()) return false;
        switch (item.getOwnership()) {
            case TileItem.OWNERSHIP_GROUP:
                return false;
            case TileItem.OWNERSHIP_SELF:
                // Items that players drop lie where they stand; a monster's loot seldom does.
                return config.reportOwn() && tile.equals(client.getLocalPlayer().getWorldLocation());
            default:
                return true;
        }
    }

    private boolean isChosen(int world) {
        String worlds = config.worlds().trim();
        return worlds.isEmpty() || List.of(worlds.split("\\s*,\\s*")).contains(String.valueOf(world));
    }

    /** The type that affects prices or danger most. */
    private static String worldType(Set<WorldType> types) {
        if (types.contains(WorldType.BETA_WORLD)) return "beta";
        if (types.contains(WorldType.TOURNAMENT_WORLD)) return "tournament";
        if (types.contains(WorldType.SEASONAL)) return "seasonal";
        if (types.contains(WorldType.DEADMAN)) return "deadman";
        if (types.contains(WorldType.FRESH_START_WORLD)) return "fresh_start";
        if (types.contains(WorldType.PVP)) return "pvp";
        if (types.contains(WorldType.BOUNTY)) return "bounty";
        if (types.contains(WorldType.HIGH_RISK)) return "high_risk";
        if (types.contains(WorldType.SKILL_TOTAL)) return "skill_total";
        return types.contains(WorldType.MEMBERS) ? "members" : "free";
    }

    /** Runs close() off the game's threads, because it waits for open requests. */
    private CompletableFuture<Void> stopReporting() {
        DropReporter closing = reporter;
        reporter = null;
        return closing == null ? CompletableFuture.completedFuture(null) : CompletableFuture.runAsync(closing::close);
    }
}
