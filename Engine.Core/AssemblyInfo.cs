using System.Runtime.CompilerServices;

// Locals of the kernels are written before they are read; clearing them first costs time on every call.
[module: SkipLocalsInit]
