package dev.muster.runelite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A plugin that a test plays: a JSON object a line in, one a line out. */
public final class Driver {
    private static final Map<String, Played> REPORTERS = new TreeMap<>();

    private Driver() {}

    private static final class Played {
        final FakeTime time = new FakeTime();
        final ConcurrentLinkedQueue<String> rejected = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
        DropReporter reporter;
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            StringBuilder out = new StringBuilder();
            try {
                play((Map<?, ?>) Json.read(line), out);
            } catch (RuntimeException e) {
                out.setLength(0);
                out.append("{\"thrown\":");
                Json.quote(out, e.getClass().getSimpleName() + ": " + e.getMessage());
                out.append('}');
            }
            System.out.write((out + "\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
    }

    private static void play(Map<?, ?> command, StringBuilder out) {
        if (command.get("text") != null) {
            playText((String) command.get("do"), (String) command.get("text"), out);
            return;
        }
        String name = (String) command.get("name");
        if (command.get("do").equals("open")) REPORTERS.put(name, open(command));
        Played played = REPORTERS.get(name);
        switch ((String) command.get("do")) {
            case "report":
                report(played.reporter, (List<?>) command.get("drops"), out);
                return;
            case "advance":
                played.time.advance(number(command, "ms", 0));
                break;
            case "close":
                played.reporter.close();
                break;
            default:
        }
        tell(played, out);
    }

    /** To JSON and back, through UTF-8 as it is sent; or from JSON and back. */
    private static void playText(String what, String text, StringBuilder out) {
        out.append("{\"text\":");
        if (what.equals("quote")) Json.quote(out, text);
        else write(Json.read(text), out);
        out.append('}');
    }

    private static Played open(Map<?, ?> command) {
        Played played = new Played();
        DropReporter.Builder builder = DropReporter.builder(URI.create((String) command.get("server")))
            .transport(Transports.named((String) command.get("transport")))
            .reporterId((String) command.get("reporter"))
            .queueMax((int) number(command, "queueMax", 1_000))
            .answerTimeout(Duration.ofMillis(number(command, "answerMs", 60_000)))
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

    private static void report(DropReporter reporter, List<?> drops, StringBuilder out) {
        out.append("{\"taken\":[");
        for (int i = 0; i < drops.size(); i++) {
            if (i > 0) out.append(',');
            out.append(reporter.report(drop((Map<?, ?>) drops.get(i))));
        }
        out.append("]}");
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
        if (is.get("world_type") != null) drop = drop.worldType((String) is.get("world_type"));
        return drop;
    }

    private static void tell(Played played, StringBuilder out) {
        Counters counters = played.reporter.counters();
        out.append("{\"waiting\":").append(played.reporter.waiting()).append(",\"waitingMs\":").append(played.time.waitingMs());
        for (Counters.Of what : Counters.Of.values()) {
            out.append(",\"").append(what.name().toLowerCase(java.util.Locale.ROOT)).append("\":").append(counters.get(what));
        }
        out.append(",\"lastError\":");
        if (counters.lastError() == null) out.append("null");
        else Json.quote(out, counters.lastError());
        list(out.append(",\"rejections\":"), played.rejected);
        list(out.append(",\"errors\":"), played.errors);
        out.append('}');
    }

    private static void list(StringBuilder out, Iterable<String> texts) {
        String separator = "[";
        for (String text : texts) {
            Json.quote(out.append(separator), text);
            separator = ",";
        }
        out.append(separator.equals("[") ? "[]" : "]");
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof String) {
            Json.quote(out, (String) value);
        } else if (value instanceof List) {
            String separator = "[";
            for (Object item : (List<?>) value) {
                write(item, out.append(separator));
                separator = ",";
            }
            out.append(separator.equals("[") ? "[]" : "]");
        } else if (value instanceof Map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                Json.quote(out.append(separator), (String) entry.getKey());
                write(entry.getValue(), out.append(':'));
                separator = ",";
            }
            out.append(separator.equals("{") ? "{}" : "}");
        } else {
            out.append(value);
        }
    }

    private static long number(Map<?, ?> object, String name, long otherwise) {
        Object value = object.get(name);
        return value == null ? otherwise : ((Double) value).longValue();
    }
}
