namespace Ponos;
/// <summary>placeholder</summary>
internal sealed class Placeholder { }
