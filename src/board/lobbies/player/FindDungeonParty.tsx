import { useId } from 'preact/hooks';
import { address, refine } from '../../address.ts';
import type { GameType } from '../../../domain/dungeons/dungeon-party.ts';
import { ActionButton, RefusalText, useAction } from './action.tsx';
import { AboutMe, newcomer, PasswordField, textOf } from './fields.tsx';
import { FindGroup } from './FindGroup.tsx';
import { askLobby } from './lobby-connection.ts';

const GAME_TYPES = ['coop', 'pvp', 'solo'] satisfies GameType[];

/** The ways into a dungeon party: join one by code, make one, or take any free seat. */
export function FindDungeonParty() {
  const isInvited = address.value.code !== '';
  return (
    <>
      <AboutMe />
      {isInvited && <JoinByCode />}
      <MakeDungeonParty isOpen={!isInvited} />
      {!isInvited && <JoinByCode />}
      <QuickJoin />
      <FindGroup />
    </>
  );
}

function JoinByCode() {
  const action = useAction();
  const id = useId();
  const asksPassword = ['password_required', 'wrong_password'].includes(action.refusal.value?.kind ?? '');
  const join = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [code, password] = [textOf(form, 'code'), textOf(form, 'password')];
    const asked = { code, ...(password && { password }), ...newcomer() };
    if (await action.try(() => askLobby('party.join_by_code', asked))) refine({ code: '' });
  };
  return (
    <form onSubmit={(event) => void join(event)}>
      <h3>Join by code</h3>
      <div class="row">
        <label>
          Join code
          <input class="code" name="code" defaultValue={address.value.code} autocomplete="off" spellcheck={false} />
        </label>
        {asksPassword && <PasswordField id={id} isAsked />}
        <button class="main" aria-busy={action.isBusy.value || undefined}>
          Join
        </button>
      </div>
      <RefusalText of={action} />
    </form>
  );
}

function QuickJoin() {
  const action = useAction();
  return (
    <div class="quick">
      <h3>Quick join</h3>
      <div class="row">
        <ActionButton action={action} ask={() => askLobby('party.quick_join', newcomer())}>
          Take any free seat
        </ActionButton>
        <p class="quiet">In the fullest open party, or else in a new one.</p>
      </div>
      <RefusalText of={action} />
    </div>
  );
}

function MakeDungeonParty({ isOpen }: { isOpen: boolean }) {
  const action = useAction();
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const settings = settingsOf(event.currentTarget as HTMLFormElement);
    void action.try(() => askLobby('party.create', { ...settings, ...newcomer() }));
  };
  return (
    <details class="make" open={isOpen}>
      <summary>
        <h3>Make a party</h3>
      </summary>
      <form onSubmit={make}>
        <label>
          Party name
          <input class="given" name="name" placeholder="Party" autocomplete="off" />
        </label>
        <div class="pair">
          <label>
            Game type
            <select name="game_type">
              {GAME_TYPES.map((type) => (
                <option key={type}>{type}</option>
              ))}
            </select>
          </label>
          <label>
            Difficulty
            <input name="difficulty" defaultValue="normal" autocomplete="off" />
          </label>
        </div>
        <div class="pair">
          <label>
            Seats
            <input name="max_players" type="number" inputMode="numeric" defaultValue="4" />
          </label>
          <label>
            Password
            <input name="password" type="password" placeholder="none" autocomplete="off" />
          </label>
        </div>
        <label>
          Region
          <input name="region" placeholder="any" autocomplete="off" />
        </label>
        <label class="tick">
          <input name="private" type="checkbox" />
          Private: not listed, by join code only
        </label>
        <button class="main" aria-busy={action.isBusy.value || undefined}>
          Make the party
        </button>
        <RefusalText of={action} />
      </form>
    </details>
  );
}

/** Leaves out empty fields, for which the server has defaults, and leaves it to the server to refuse wrong values. */
function settingsOf(form: HTMLFormElement): object {
  const given = ['name', 'difficulty', 'region', 'game_type', 'password']
    .map((field) => [field, textOf(form, field)] as const)
    .filter(([, text]) => text !== '');
  const seats = textOf(form, 'max_players');
  return {
    ...Object.fromEntries(given),
    ...(seats !== '' && { max_players: Number(seats) }),
    ...(textOf(form, 'private') && { privacy: 'private' }),
  };
}
