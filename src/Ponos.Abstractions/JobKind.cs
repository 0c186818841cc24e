namespace Ponos;

/// <summary>What a job is: something one service is asked to do, or something that happened.</summary>
public enum JobKind
{
    /// <summary>A job meant for one service: do this.</summary>
    Task,

    /// <summary>A job any number of services may listen to: this happened.</summary>
    Event,
}
