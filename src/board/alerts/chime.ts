/** Two notes, in Hz, and how long each sounds, in seconds. */
const NOTES = [660, 880];
const NOTE_S = 0.18;
const LOUDNESS = 0.2;

let context: AudioContext | undefined;

/** Plays the sound of an alert. Browsers keep silent until the page has been clicked once. */
export function chime(): void {
  context ??= new AudioContext();
  void context.resume();
  const start = context.currentTime;
  const gain = context.createGain();
  gain.gain.setValueAtTime(LOUDNESS, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + NOTES.length * NOTE_S);
  gain.connect(context.destination);
  for (const [place, hertz] of NOTES.entries()) {
    const note = context.createOscillator();
    note.frequency.value = hertz;
    note.connect(gain);
    note.start(start + place * NOTE_S);
    note.stop(start + (place + 1) * NOTE_S);
  }
}
