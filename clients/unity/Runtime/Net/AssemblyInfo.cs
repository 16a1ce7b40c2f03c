using System.Runtime.CompilerServices;

// The rooms' client reads what rooms send into the same classes.
[assembly: InternalsVisibleTo("Muster.Client")]
