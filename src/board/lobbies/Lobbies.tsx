export function Lobbies() {
  return <p>Lobbies</p>;
}
