export function WorldPage({ world }: { world: number }) {
  return <p>World {world}</p>;
}
