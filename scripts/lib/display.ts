// Where windows can be shown, and a screen in memory for where they can't.

export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** The command that runs another one on a screen in memory; on systems that always have a screen, the command itself. */
export function onVirtualScreen(
  program: string,
  args: readonly string[],
): readonly [string, readonly string[]] {
  if (process.platform !== 'linux') return [program, args];
  return ['xvfb-run', ['-a', '-s', '-screen 0 1920x1080x24', program, ...args]];
}
