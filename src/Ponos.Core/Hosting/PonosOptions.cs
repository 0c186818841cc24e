namespace Ponos;

/// <summary>The options of one service.</summary>
public sealed class PonosOptions
{
}
