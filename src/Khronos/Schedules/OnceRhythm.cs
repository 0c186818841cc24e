namespace Khronos.Schedules;

/// <summary>A single instant.</summary>
internal sealed class OnceRhythm(DateTimeOffset at) : Rhythm
{
    public override long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor) => 1;

    protected override DateTimeOffset? InstantAfter(DateTimeOffset after) => after < at ? at : null;
}
