export function History() {
  return <p>Ended parties</p>;
}
