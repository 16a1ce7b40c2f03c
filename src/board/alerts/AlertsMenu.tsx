import './Alerts.css';
import { useComputed, useSignal } from '@preact/signals';
import { GpField } from '../GpField.tsx';
import { Tick } from '../Tick.tsx';
import { type AlertSettings, isOn } from './alert-rules.ts';
import { alertSettings, askToNotify } from './alerts.ts';
import { chime } from './chime.ts';

/** What the viewer wants to be told of, off until asked for, and remembered in this browser. */
export function AlertsMenu() {
  const problem = useSignal('');
  const settings = alertSettings.value;
  const set = (changes: Partial<AlertSettings>) => (alertSettings.value = { ...alertSettings.peek(), ...changes });
  const setNotifies = async (notifies: boolean) => {
    set({ notifies });
    problem.value = notifies ? await askToNotify() : '';
  };
  const setSound = (hasSound: boolean) => {
    set({ hasSound });
    // So that the viewer hears what to expect, and the browser lets the page make a sound later.
    if (hasSound) chime();
  };
  return (
    <details class="types alerts">
      <summary>{isOn(settings) ? 'Alerts: on' : 'Alerts: off'}</summary>
      <fieldset>
        <legend class="unseen">Alerts</legend>
        <Tick is={settings.notifies} onTick={(is) => void setNotifies(is)}>
          Notify me
        </Tick>
        <Tick is={settings.hasSound} onTick={setSound}>
          Play a sound
        </Tick>
        <GpField
          id="alert-value"
          label="when a party passes (confirmed)"
          value={useComputed(() => alertSettings.value.value)}
          onValue={(value) => set({ value })}
        />
        <Tick is={settings.favourites} onTick={(favourites) => set({ favourites })}>
          when a party starts on a favourite
        </Tick>
        <p class="problem" role="alert">
          {problem}
        </p>
        <p class="quiet">While this page is open. Kept in this browser.</p>
      </fieldset>
    </details>
  );
}
