using System.Runtime.CompilerServices;

// Muster.Client reads messages of rooms into the same classes.
[assembly: InternalsVisibleTo("Muster.Client")]
