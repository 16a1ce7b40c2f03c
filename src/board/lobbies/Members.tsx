import type { ComponentChildren } from 'preact';
import { Icon, Mark } from './Icon.tsx';
import type { ShownMember } from './shown-party.ts';

/** Members shown at once; the rest of a party of 64 is folded away. */
const SHOWN_MAX = 8;

type MembersProps = {
  members: readonly ShownMember[];
  leaderId: string | null;
  /** Whose window this is. */
  meId?: string | undefined;
  /** On a run nobody gets ready. */
  isOnRun: boolean;
  /** What can be done to a member. */
  actions?: (member: ShownMember) => ComponentChildren;
};

export function Members({ members, leaderId, meId, isOnRun, actions }: MembersProps) {
  const rest = members.slice(SHOWN_MAX);
  const list = (of: readonly ShownMember[]) => (
    <ul class="members">
      {of.map((member) => (
        <MemberRow
          key={member.player_id}
          member={member}
          isLeader={member.player_id === leaderId}
          isMe={member.player_id === meId}
          isOnRun={isOnRun}
        >
          {actions?.(member)}
        </MemberRow>
      ))}
    </ul>
  );
  return (
    <>
      {list(members.slice(0, SHOWN_MAX))}
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more</summary>
          {list(rest)}
        </details>
      )}
    </>
  );
}

type MemberRowProps = {
  member: ShownMember;
  isLeader: boolean;
  isMe: boolean;
  isOnRun: boolean;
  children: ComponentChildren;
};

function MemberRow({ member, isLeader, isMe, isOnRun, children }: MemberRowProps) {
  return (
    <li>
      <span class="who">
        {isLeader && (
          <span class="leads">
            <Icon name="leader" />
            <span class="unseen">Leader </span>
          </span>
        )}
        <span class="given">{member.name}</span>
        {isMe && <span class="you">you</span>}
        {member.class !== null && <span class="given class">{member.class}</span>}
      </span>
      <span class="states">
        {!member.connected && (
          <Mark icon="away" tone="bad">
            Away
          </Mark>
        )}
        {!isOnRun && <Readiness isReady={member.ready} isLeader={isLeader} />}
      </span>
      {children}
    </li>
  );
}

/** Of a leader who is not ready there is nothing to say: it says so by the start. */
function Readiness({ isReady, isLeader }: { isReady: boolean; isLeader: boolean }) {
  if (isReady) {
    return (
      <Mark icon="ready" tone="good">
        Ready
      </Mark>
    );
  }
  return isLeader ? null : <Mark icon="notReady">Not ready</Mark>;
}

/** "Ann, Bob and 3 more", each name in its own place. */
export function Names({ of }: { of: readonly string[] }) {
  const shown = of.length > NAMES_MAX + 1 ? of.slice(0, NAMES_MAX) : of;
  const rest = of.length - shown.length;
  return (
    <>
      {shown.map((name, place) => (
        <span key={place}>
          {place > 0 && (place === of.length - 1 ? ' and ' : ', ')}
          <span class="given">{name}</span>
        </span>
      ))}
      {rest > 0 && ` and ${rest} more`}
    </>
  );
}

const NAMES_MAX = 3;
