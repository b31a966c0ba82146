'use client';

import { useEffect, useState } from 'react';

/** Seconds left until `start(seconds)` has run out; 0 when nothing runs. `running`: seconds left when the page was made. */
export function useCountdown(running = 0): { left: number; start: (seconds: number) => void } {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (running > 0) setUntil(Date.now() + running * 1000);
  }, [running]);
  useEffect(() => {
    if (until === 0) return;
    const tick = window.setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) setUntil(0);
    }, 250);
    return () => window.clearInterval(tick);
  }, [until]);
  const start = (seconds: number) => {
    setNow(Date.now());
    setUntil(Date.now() + seconds * 1000);
  };
  return { left: until === 0 ? 0 : Math.max(0, Math.ceil((until - now) / 1000)), start };
}
