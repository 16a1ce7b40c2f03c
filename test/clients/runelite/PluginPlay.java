package com.example.dropparty;

import dev.muster.runelite.DropReporter;
import dev.muster.runelite.JdkTransport;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import net.runelite.api.Client;
import net.runelite.api.GameState;
import net.runelite.api.ItemComposition;
import net.runelite.api.Player;
import net.runelite.api.Tile;
import net.runelite.api.TileItem;
import net.runelite.api.WorldType;
import net.runelite.api.WorldView;
import net.runelite.api.coords.WorldPoint;
import net.runelite.api.events.GameStateChanged;
import net.runelite.api.events.GameTick;
import net.runelite.api.events.ItemSpawned;
import net.runelite.client.events.ClientShutdown;
import net.runelite.client.events.ConfigChanged;
import net.runelite.client.game.ItemManager;

/** Simulates a game for the example plugin. Each item's name says whether it should be sent, and why. */
public final class PluginPlay {
    private static final WorldPoint HERE = new WorldPoint(3164, 3486, 0);
    private static final WorldPoint THERE = new WorldPoint(3165, 3486, 0);

    private final Map<String, Object> game = new HashMap<>();
    private final DropPartyPlugin plugin = new DropPartyPlugin();
    private final String server;

    private PluginPlay(String server) {
        this.server = server;
    }

    public static void main(String[] args) throws Exception {
        new PluginPlay(args[0]).play();
    }

    private void play() throws Exception {
        game.putAll(Map.of("getWorld", 444, "getTickCount", 7, "getWorldType", EnumSet.of(WorldType.MEMBERS), "isInstance", false));
        game.putAll(Map.of("getWorldLocation", HERE, "report", false, "server", server, "reportOwn", false, "minimumValue", 1_000));
        game.putAll(Map.of("worlds", "", "getItemPrice", 1_000, "getVisibleTime", 7, "getDespawnTime", 207));
        inject("client", fake(Client.class, Map.of("getTopLevelWorldView", fake(WorldView.class), "getLocalPlayer", fake(Player.class))));
        inject("itemManager", fake(ItemManager.class, Map.of("getItemComposition", fake(ItemComposition.class))));
        inject("config", fake(DropPartyConfig.class));

        plugin.startUp();
        assertIdle("not opted in");
        spawn("no: not opted in", TileItem.OWNERSHIP_NONE, HERE);
        game.put("report", true);
        for (String wrong : new String[] {"", "  ", "somewhere", "ftp://example.org", "http:// example.org"}) {
            game.put("server", wrong);
            plugin.startUp();
            assertIdle("no address: " + wrong);
        }
        inject("reporter", DropReporter.builder(URI.create(server)).transport(new JdkTransport()).reporterId("a test")
            .usefulFor(Duration.ofHours(1)).closeWithin(Duration.ofMinutes(1)).build());
        playItems();
        stop();
        spawn("no: the plugin is off", TileItem.OWNERSHIP_NONE, HERE);
    }

    private void playItems() throws Exception {
        spawn("sent: for all from the start", TileItem.OWNERSHIP_NONE, THERE);
        spawn("sent: another player's, public now", TileItem.OWNERSHIP_OTHER, THERE);
        spawn("no: a group's", TileItem.OWNERSHIP_GROUP, HERE);
        spawn("no: one's own, without the host's option", TileItem.OWNERSHIP_SELF, HERE);
        with("reportOwn", true, () -> {
            with("getVisibleTime", 107, () -> with("getDespawnTime", 307, () ->
                spawn("sent: one's own, as a host", TileItem.OWNERSHIP_SELF, HERE)));
            spawn("no: one's own loot", TileItem.OWNERSHIP_SELF, THERE);
            with("isPrivate", true, () -> spawn("no: never public", TileItem.OWNERSHIP_SELF, HERE));
        });
        with("isInstance", true, () -> spawn("no: in a house", TileItem.OWNERSHIP_NONE, HERE));
        with("getItemPrice", 999, () -> spawn("no: worth too little", TileItem.OWNERSHIP_NONE, HERE));
        with("report", false, () -> spawn("no: just opted out", TileItem.OWNERSHIP_NONE, HERE));
        with("worlds", "301, 302,302", () -> spawn("no: another world", TileItem.OWNERSHIP_NONE, HERE));
        with("worlds", " 301 , 444 ", () -> spawn("sent: a chosen world", TileItem.OWNERSHIP_NONE, HERE));
        with("getWorldType", EnumSet.of(WorldType.MEMBERS, WorldType.PVP, WorldType.HIGH_RISK), () ->
            spawn("sent: in a PvP world", TileItem.OWNERSHIP_NONE, HERE));
        with("getDespawnTime", 6, () -> spawn("sent: despawns now", TileItem.OWNERSHIP_NONE, HERE));
        with("getDespawnTime", Integer.MAX_VALUE, () -> spawn("sent: never despawns", TileItem.OWNERSHIP_NONE, HERE));
        with("getVisibleTime", 5, () -> spawn("sent: was public before", TileItem.OWNERSHIP_NONE, HERE));
        GameStateChanged loading = new GameStateChanged();
        loading.setGameState(GameState.LOADING);
        plugin.onGameStateChanged(loading);
        spawn("no: of the scene", TileItem.OWNERSHIP_NONE, HERE);
        plugin.onGameTick(new GameTick());
        spawn("no: of the scene, a tick later", TileItem.OWNERSHIP_NONE, HERE);
        plugin.onGameTick(new GameTick());
        spawn("sent: after the scene", TileItem.OWNERSHIP_NONE, HERE);
        ConfigChanged other = new ConfigChanged();
        other.setGroup(DropPartyConfig.GROUP);
        other.setKey("minimumValue");
        plugin.onConfigChanged(other);
        spawn("sent: after a change of the minimum value", TileItem.OWNERSHIP_NONE, HERE);
    }

    /** Shuts down as the client does, which waits for the plugin's future. */
    private void stop() throws Exception {
        ClientShutdown shutdown = (ClientShutdown) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {ClientShutdown.class}, (self, method, arguments) -> {
                ((java.util.concurrent.Future<?>) arguments[0]).get();
                return null;
            });
        plugin.onClientShutdown(shutdown);
        assertIdle("the client ends");
        plugin.shutDown();
    }

    private void spawn(String name, int ownership, WorldPoint at) {
        game.putAll(Map.of("getName", name, "getOwnership", ownership, "getId", 1319, "getQuantity", 1));
        game.putIfAbsent("isPrivate", false);
        Tile tile = (Tile) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Tile.class}, (self, method, no) -> at);
        plugin.onItemSpawned(new ItemSpawned(tile, fake(TileItem.class)));
    }

    private interface Scene {
        void play() throws Exception;
    }

    private void with(String what, Object value, Scene scene) throws Exception {
        game.putIfAbsent("isPrivate", false);
        Object before = game.put(what, value);
        scene.play();
        game.put(what, before);
    }

    private <T> T fake(Class<T> type) {
        return fake(type, Map.of());
    }

    /** Returns the game's values by the names of the methods. */
    private <T> T fake(Class<T> type, Map<String, Object> parts) {
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            Object part = parts.get(method.getName());
            return part == null ? game.get(method.getName()) : part;
        }));
    }

    private void inject(String name, Object value) throws ReflectiveOperationException {
        Field field = DropPartyPlugin.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(plugin, value);
    }

    private void assertIdle(String when) throws ReflectiveOperationException {
        Field field = DropPartyPlugin.class.getDeclaredField("reporter");
        field.setAccessible(true);
        if (field.get(plugin) != null) throw new IllegalStateException("there is a reporter: " + when);
    }
}
