import './Members.css';
import type { ComponentChildren } from 'preact';
import { Icon, Mark } from './Icon.tsx';
import type { ListedMember } from './listed-dungeon-party.ts';

/** Members shown at once. A party can have 64, and the rest are folded away. */
const SHOWN_MAX = 8;

type MembersProps = {
  members: readonly ListedMember[];
  leaderId: string | null;
  /** The player of this window. */
  ownId?: string | undefined;
  /** Ready marks are left out during a run. */
  isInSession: boolean;
  /** The controls beside a member. */
  actions?: (member: ListedMember) => ComponentChildren;
};

export function Members({ members, leaderId, ownId, isInSession, actions }: MembersProps) {
  const rest = members.slice(SHOWN_MAX);
  const list = (of: readonly ListedMember[]) => (
    <ul class="members">
      {of.map((member) => (
        <MemberRow
          key={member.player_id}
          member={member}
          isLeader={member.player_id === leaderId}
          isMe={member.player_id === ownId}
          isInSession={isInSession}
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
  member: ListedMember;
  isLeader: boolean;
  isMe: boolean;
  isInSession: boolean;
  children: ComponentChildren;
};

function MemberRow({ member, isLeader, isMe, isInSession, children }: MemberRowProps) {
  return (
    <li>
      <span class="who">
        <span class="name">
          {isLeader && (
            <span class="leads">
              <Icon name="leader" />
              <span class="unseen">Leader </span>
            </span>
          )}
          <span class="given">{member.name}</span>
        </span>
        {isMe && <span class="you">you</span>}
        {member.class !== null && <span class="given class">{member.class}</span>}
      </span>
      <span class="states">
        {!member.connected && (
          <Mark icon="away" tone="bad">
            Away
          </Mark>
        )}
        {!isInSession && <Readiness isReady={member.ready} isLeader={isLeader} />}
      </span>
      {children}
    </li>
  );
}

/** A leader is never marked "not ready": starting the run is how a leader gets ready. */
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

/** "Ann, Bob and 3 more", each name in an element of its own. */
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
