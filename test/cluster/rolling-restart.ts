import assert from 'node:assert/strict';
import type { Member } from '../support/cluster/Cluster.ts';
import type { RoamingPlayer } from '../support/cluster/RoamingPlayer.ts';
import { clusterForSuite, measured, underLoad } from '../support/cluster/suite.ts';
import { PLAYERS_TOGETHER, type Trial } from '../support/cluster/Trial.ts';
import { until } from '../support/until.ts';

const PLAYERS = 100;
const WATCHERS = 100;

/** Milliseconds that a process serves on after SIGTERM: what a load balancer needs to notice. */
const DRAIN_MS = 1_000;

type Team = { party_id: string; session_id: string };
type Shown = { players: string[]; members: { connected: boolean }[] };

describe('three processes that are replaced one after another', () => {
  const cluster = clusterForSuite({ env: { DRAIN_MS: String(DRAIN_MS) } });

  it(`keep ${PLAYERS} players in their parties and runs, and ${WATCHERS} watchers miss nothing`, async () => {
    const crowd = { players: PLAYERS, watchers: WATCHERS, reporters: 2, groups: 3 };
    await underLoad(
      cluster(),
      async (trial) => {
        const teams = await formTeams(trial);
        for (const member of cluster().members) await replace(trial, member);
        for (const team of teams) await assertTogether(cluster().members, team);
        const joins = trial.players.reduce((sum, player) => sum + player.joins, 0);
        assert.ok(joins > 2 * PLAYERS, 'players had to join again');
        assert.ok(
          trial.watchers.every(({ connections }) => connections > 1),
          'watchers had to connect again',
        );
      },
      crowd,
    );
  });
});

/** Each four players form a party, and are in the room of its run. */
async function formTeams(trial: Trial): Promise<Team[]> {
  const teams: Team[] = [];
  for (let i = 0; i < trial.players.length; i += PLAYERS_TOGETHER)
    teams.push(await formTeam(trial.players.slice(i, i + PLAYERS_TOGETHER)));
  return teams;
}

async function formTeam([leader, ...others]: RoamingPlayer[]): Promise<Team> {
  const { party_id } = await leader!.ask<Team>('party.create', { privacy: 'public' });
  for (const player of others) await player.ask('party.join', { party_id });
  const { session_id } = await leader!.ask<Team>('party.start', { party_id, force: true });
  await Promise.all([leader!, ...others].map((player) => player.play(session_id)));
  return { party_id, session_id };
}

async function replace(trial: Trial, member: Member): Promise<void> {
  const isBack = trial.history.away(member.name);
  const since = performance.now();
  assert.deepEqual(await member.end('SIGTERM'), { code: 0, signal: null }, member.output());
  measured(`${member.name} drains and ends`, Math.round(performance.now() - since));
  measured('the others take over', await trial.resumed(`without ${member.name}`));
  await trial.everybodyIsBack();
  await member.start();
  isBack();
  await trial.resumed(`with ${member.name} back`);
}

/** Every process shows all four in their party and session, connected. */
async function assertTogether(members: readonly Member[], { party_id, session_id }: Team): Promise<void> {
  for (const { url, name } of members) {
    const isWhole = async () => {
      const party = (await (await fetch(`${url}/party/${party_id}`)).json()) as Shown;
      const session = (await (await fetch(`${url}/session/${session_id}`)).json()) as { players: Shown['members'] };
      return [party.members, session.players].every(
        (all) => all.length === PLAYERS_TOGETHER && all.every(({ connected }) => connected),
      );
    };
    await until(isWhole, `party ${party_id} is together at ${name}`);
  }
}
