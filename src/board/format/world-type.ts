/** What players call the types of worlds. */
const NAMES: Readonly<Record<string, string>> = {
  members: 'Members',
  free: 'Free',
  pvp: 'PvP',
  bounty: 'Bounty',
  lms: 'LMS',
  skill_total: 'Skill total',
  high_risk: 'High risk',
  deadman: 'Deadman',
  seasonal: 'Seasonal',
  fresh_start: 'Fresh start',
  beta: 'Beta',
  tournament: 'Tournament',
};

/** A type of world as players call it; one that is not known here is as it was given. */
export function worldType(type: string): string {
  return Object.hasOwn(NAMES, type) ? NAMES[type]! : type;
}
