namespace Khronos.Schedules;

/// <summary>A single instant.</summary>
internal sealed class OnceRhythm(DateTimeOffset at) : Rhythm
{
    public override DateTimeOffset? Next(DateTimeOffset after) => after < at ? at : null;

    public override long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor) => 1;
}
