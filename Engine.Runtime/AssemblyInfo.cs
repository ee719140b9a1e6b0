using System.Runtime.CompilerServices;

// Spans from the stack are written before they are read.
[module: SkipLocalsInit]
