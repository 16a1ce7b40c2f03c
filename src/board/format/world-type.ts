/** The types of worlds, as players call them. */
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

/** The type of a world as players call it. An unknown type is returned as it was sent. */
export function worldType(type: string): string {
  return Object.hasOwn(NAMES, type) ? NAMES[type]! : type;
}
