package dev.muster.runelite;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.tools.ToolProvider;

/** Plays plugins for tests: one JSON object per line in, one out with the same `id`. */
public final class Driver {
    private static final long UNTIL_MS_MAX = 30_000;
    private static final Map<String, Played> REPORTERS = new ConcurrentHashMap<>();

    private Driver() {}

    private static final class Played {
        final FakeTime time = new FakeTime();
        final ConcurrentLinkedQueue<String> rejected = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
        DropReporter reporter;
    }

    public static void main(String[] args) throws IOException {
        // The error of the broken transport is expected and asserted; any other is printed.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            if (!(e instanceof NoClassDefFoundError)) e.printStackTrace();
        });
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            Map<?, ?> command = (Map<?, ?>) Json.read(line);
            switch ((String) command.get("do")) {
                case "until":
                case "close":
                case "run":
                    inBackground(() -> answer(command));
                    break;
                default:
                    answer(command);
            }
        }
    }

    /** A daemon, so that nothing but a reporter's own fault could keep the program from ending. */
    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "driver");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer(Map<?, ?> command) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            answer.putAll(play(command));
        } catch (Exception e) {
            answer.put("thrown", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        answer.put("id", command.get("id"));
        byte[] line = (Written.json(answer) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (System.out) {
            System.out.write(line, 0, line.length);
            System.out.flush();
        }
    }

    private static Map<String, ?> play(Map<?, ?> command) throws Exception {
        switch ((String) command.get("do")) {
            case "quote":
                // Written into the answer, it is quoted.
                return Collections.singletonMap("text", command.get("text"));
            case "reread":
                return Collections.singletonMap("text", Json.read((String) command.get("text")));
            case "compile":
                return compile((List<?>) command.get("arguments"));
            case "run":
                Programs.run(command);
                return Map.of();
            case "open":
                REPORTERS.put((String) command.get("name"), open(command));
                break;
            default:
        }
        Played played = REPORTERS.get(command.get("name"));
        switch ((String) command.get("do")) {
            case "report":
                return Map.of("taken", report(played.reporter, (List<?>) command.get("drops")));
            case "advance":
                played.time.advance(number(command, "ms", 0));
                break;
            case "until":
                return until(played, (Map<?, ?>) command.get("wanted"));
            case "close":
                played.reporter.close();
                break;
            default:
        }
        return state(played);
    }

    /** What javac would print; empty where nothing is wrong. */
    private static Map<String, String> compile(List<?> arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String[] options = arguments.toArray(new String[0]);
        int code = ToolProvider.getSystemJavaCompiler().run(null, printed, printed, options);
        return Map.of("failure", code == 0 ? "" : code + ": " + printed.toString(StandardCharsets.UTF_8));
    }

    private static Played open(Map<?, ?> command) {
        Played played = new Played();
        DropReporter.Builder builder = DropReporter.builder(URI.create((String) command.get("server")))
            .transport(Transports.of(command))
            .reporterId((String) command.get("reporter"))
            .queueMax((int) number(command, "queueMax", 1_000))
            .answerTimeout(Duration.ofMinutes(1))
            .closeWithin(Duration.ofMillis(number(command, "closeMs", 30_000)))
            .onRejected((drop, reason) -> {
                played.rejected.add(drop.itemName() + ": " + reason);
                if (Boolean.TRUE.equals(command.get("throwing"))) throw new IllegalStateException("a fault of the plugin");
            })
            .onError(played.errors::add);
        if (command.get("usefulMs") != null) builder.usefulFor(Duration.ofMillis(number(command, "usefulMs", 0)));
        if (!Boolean.TRUE.equals(command.get("realTime"))) builder.time(played.time);
        if (command.get("random") != null) builder.random(() -> (Double) command.get("random"));
        played.reporter = builder.build();
        return played;
    }

    private static List<Boolean> report(DropReporter reporter, List<?> drops) {
        List<Boolean> taken = new ArrayList<>();
        for (Object drop : drops) taken.add(reporter.report(drop((Map<?, ?>) drop)));
        return taken;
    }

    private static Drop drop(Map<?, ?> is) {
        int world = (int) number(is, "world", 444);
        int itemId = (int) number(is, "item_id", 526);
        int quantity = (int) number(is, "quantity", 1);
        String itemName = is.containsKey("item_name") ? (String) is.get("item_name") : "Bones";
        Drop drop = is.get("price") == null
            ? Drop.of(world, itemId, itemName, quantity, number(is, "value", 50))
            : Drop.priced(world, itemId, itemName, quantity, (int) number(is, "price", 0));
        if (is.get("x") != null) drop = drop.at((int) number(is, "plane", 0), (int) number(is, "x", 0), (int) number(is, "y", 0));
        if (is.get("tick") != null) drop = drop.tick((int) number(is, "tick", 0));
        if (is.get("despawns_in") != null) drop = drop.despawnsIn((int) number(is, "despawns_in", 0));
        if (is.get("public_in") != null) drop = drop.publicIn((int) number(is, "public_in", 0));
        if (is.get("world_type") != null) drop = drop.worldType((String) is.get("world_type"));
        return drop;
    }

    /** The first state that has the wanted values. */
    private static Map<String, Object> until(Played played, Map<?, ?> wanted) throws InterruptedException {
        long deadline = Time.SYSTEM.nowMs() + UNTIL_MS_MAX;
        Map<String, Object> state = state(played);
        while (!has(state, wanted)) {
            if (Time.SYSTEM.nowMs() > deadline) throw new IllegalStateException("not reached within 30 s: " + Written.json(state));
            Thread.sleep(1);
            state = state(played);
        }
        return state;
    }

    private static boolean has(Map<String, Object> state, Map<?, ?> wanted) {
        return wanted.entrySet().stream().allMatch(entry -> {
            Object is = state.get(entry.getKey());
            return Objects.equals(is instanceof Long ? Double.valueOf((Long) is) : is, entry.getValue());
        });
    }

    private static Map<String, Object> state(Played played) {
        Map<String, Object> state = new LinkedHashMap<>();
        Counters counters = played.reporter.counters();
        state.put("waiting", (long) played.reporter.waiting());
        state.put("waitingMs", played.time.waitingMs());
        for (Counters.Of what : Counters.Of.values()) state.put(what.name().toLowerCase(java.util.Locale.ROOT), counters.get(what));
        state.put("lastError", counters.lastError());
        List<String> rejections = new ArrayList<>(played.rejected);
        List<String> errors = new ArrayList<>(played.errors);
        state.put("rejections", rejections);
        state.put("errors", errors);
        state.put("hasOutcome", counters.get(Counters.Of.SENT) + errors.size() + rejections.size() > 0);
        return state;
    }

    private static long number(Map<?, ?> object, String name, long otherwise) {
        Object value = object.get(name);
        return value == null ? otherwise : ((Double) value).longValue();
    }
}
