package dev.muster.runelite;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs on the reporter's thread: sends one batch after another, so that reports arrive in order. */
final class Sender implements Runnable {
    /** The random extra time after Retry-After, so that clients do not all return at once. */
    private static final long RETRY_AFTER_SPREAD_MS = 1_000;

    private final Settings settings;
    private final Outbox outbox;
    private final Counters counters;
    private int failuresInARow = 0;

    Sender(Settings settings, Outbox outbox, Counters counters) {
        this.settings = settings;
        this.outbox = outbox;
        this.counters = counters;
    }

    @Override
    public void run() {
        try {
            for (List<Outbox.Waiting> batch; !(batch = outbox.take()).isEmpty(); ) deliver(batch);
        } catch (InterruptedException e) {
            // close() has stopped waiting.
        } catch (Error e) {
            // For example, the transport's library is missing. Reports are refused from now on, and this is the reason.
            counters.failed("the reporter has ended: " + e);
            throw e;
        } finally {
            outbox.close();
            outbox.abandon();
        }
    }

    private void deliver(List<Outbox.Waiting> batch) throws InterruptedException {
        String body = bodyOf(batch);
        // Every try has the same key, so the server counts the batch only once.
        Map<String, String> headers = Map.of(
            "Content-Type", "application/json",
            "X-Reporter-Id", settings.reporterId,
            "Idempotency-Key", UUID.randomUUID().toString());
        List<Map<?, ?>> results = List.of();
        Counters.Of otherwise = Counters.Of.UNDELIVERED;
        try {
            while (true) {
                Verdict verdict = attempt(headers, body, batch.size());
                if (!verdict.results.isEmpty()) results = verdict.results;
                if (verdict.next == Verdict.Next.DONE) {
                    failuresInARow = 0;
                    return;
                }
                pauseAfter(verdict);
                if (verdict.next == Verdict.Next.GIVE_UP || !outbox.awaitPause()) return;
                // A retry needs the same batch for the same key, so the oldest report decides.
                if (outbox.isExpired(batch.get(0))) {
                    otherwise = Counters.Of.EXPIRED;
                    return;
                }
                counters.add(Counters.Of.RETRIES, 1);
            }
        } finally {
            settle(batch, results, otherwise);
        }
    }

    private Verdict attempt(Map<String, String> headers, String body, int reports) throws InterruptedException {
        try {
            Transport.Answer answer = settings.transport.post(settings.address, headers, body, settings.answerTimeout);
            return Verdict.of(answer, reports, settings.time.epochMs());
        } catch (IOException | RuntimeException e) {
            return Verdict.failed(e);
        }
    }

    private void pauseAfter(Verdict verdict) {
        counters.guard(() -> settings.onError.accept(verdict.error));
        counters.failed(verdict.error);
        double random = settings.random.getAsDouble();
        long backoffMs = Waits.backoffMs(failuresInARow++, random);
        boolean byServer = verdict.retryAfterMs > 0;
        long spreadMs = (long) (random * RETRY_AFTER_SPREAD_MS);
        outbox.pause(byServer ? Math.max(backoffMs, verdict.retryAfterMs + spreadMs) : backoffMs, byServer);
    }

    /** Calls onRejected before counting, so that whoever sees the count has the reasons. */
    private void settle(List<Outbox.Waiting> batch, List<Map<?, ?>> results, Counters.Of otherwise) {
        Map<Counters.Of, Long> ends = new EnumMap<>(Counters.Of.class);
        ends.put(results.isEmpty() ? otherwise : Counters.Of.SENT, (long) batch.size());
        for (int i = 0; i < results.size(); i++) {
            Counters.Of end = endOf(results.get(i));
            ends.merge(end, 1L, Long::sum);
            if (end != Counters.Of.REJECTED) continue;
            Drop drop = batch.get(i).drop;
            String error = Verdict.text(results.get(i), "error");
            counters.guard(() -> settings.onRejected.accept(drop, error));
        }
        counters.addAll(ends);
    }

    private static Counters.Of endOf(Map<?, ?> result) {
        switch (Verdict.text(result, "status")) {
            case "party_created":
            case "drop_added":
                return Counters.Of.ACCEPTED;
            case "ignored":
                return Counters.Of.IGNORED;
            default:
                return Counters.Of.REJECTED;
        }
    }

    private static String bodyOf(List<Outbox.Waiting> batch) {
        StringBuilder json = new StringBuilder("{\"reports\":[");
        for (int i = 0; i < batch.size(); i++) {
            if (i > 0) json.append(',');
            batch.get(i).drop.writeTo(json);
        }
        return json.append("]}").toString();
    }
}
