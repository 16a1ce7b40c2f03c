// In one file, so that they run one after another: several clusters at once would only wait for each other. Each can be run alone, like
// `npx mocha test/cluster/redis.ts`.
import './model.ts';
import './updates.ts';
import './processes.ts';
import './redis.ts';
import './postgres.ts';
import './rolling-restart.ts';
