namespace System.Runtime.CompilerServices;

/// <summary>netstandard2.0 has no such type and the compiler asks for it in every record.</summary>
internal static class IsExternalInit;
