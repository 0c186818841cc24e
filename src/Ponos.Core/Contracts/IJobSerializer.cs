using System.Buffers;

namespace Ponos.Contracts;

/// <summary>Turns jobs into JSON and back. One serializer serves a whole service.</summary>
internal interface IJobSerializer
{
    /// <summary>A reader of one type, looked up once.</summary>
    /// <exception cref="InvalidOperationException">The type cannot be read as JSON; the message names it and the remedy.</exception>
    IJobReader<TJob> GetReader<TJob>();

    /// <summary>Writes a job as one JSON object.</summary>
    /// <exception cref="UnwritableJobException">The job cannot be written.</exception>
    void Write<TJob>(IBufferWriter<byte> output, TJob job);

    /// <summary>Writes a job whose type is known at run time only.</summary>
    /// <exception cref="UnwritableJobException">The job cannot be written.</exception>
    void Write(IBufferWriter<byte> output, object job, Type type);

    /// <summary>The type that a job is written as: its own, unless its contract's is one that tells its derived types apart.</summary>
    Type TypeOf(object job, Type declared);

    /// <summary>Whether it can say how a type is written: a resolver with generated code knows the types it was generated for.</summary>
    bool Knows(Type type);

    /// <summary>Whether a type has a property <c>tid</c> itself, and so is to see the one in a job's body.</summary>
    bool HasTid(Type type);

    /// <summary>Whether a <c>tid</c> can be in what is written of a job; where it cannot, nobody has to look for it.</summary>
    bool MayWriteTid(object job, Type type);

    /// <summary>The shape of a type as a JSON Schema: whatever is written passes it, and whatever passes it can be read.</summary>
    /// <exception cref="NotSupportedException">
    /// The type cannot be a job's, or has an annotation that no schema can say; the message names the member and the remedy.
    /// </exception>
    string GenerateSchema<TJob>();

    /// <summary>Checks a type whose schema was written by hand: nothing of it is lost between writing and reading.</summary>
    /// <exception cref="NotSupportedException">The type cannot be a job's; the message names the member and the remedy.</exception>
    void CheckType<TJob>();
}

/// <summary>Reads jobs of one type.</summary>
internal interface IJobReader<TJob>
{
    /// <summary>Reads a job that its contract's schema has accepted.</summary>
    TJob Read(string name, ReadOnlyMemory<byte> body);
}
