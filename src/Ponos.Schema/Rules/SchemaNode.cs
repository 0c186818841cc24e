using System.Runtime.CompilerServices;
using Ponos.Schema.Compilation;
using Ponos.Schema.Numbers;
using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>
/// One compiled subschema. Its references are edges to other nodes, already bound (dynamic ones too), so that running it
/// needs no names, no scopes and no memory.
/// </summary>
internal sealed class SchemaNode(int id, SchemaPlace place)
{
    /// <summary>Number of the node within its schema.</summary>
    public int Id { get; } = id;

    /// <summary>Where it stands in the schema.</summary>
    public SchemaPlace Place { get; } = place;

    /// <summary>The schema <c>false</c>.</summary>
    public bool IsNever { get; set; }

    /// <summary>More than one way leads here, so it might be asked about one value many times.</summary>
    public bool IsShared { get; set; }

    public JsonTypes Types { get; set; } = JsonTypes.All;

    public NumberRules? Numbers { get; set; }

    public StringRules? Strings { get; set; }

    public ArrayRules? Arrays { get; set; }

    public ObjectRules? Objects { get; set; }

    public ValueRules? Values { get; set; }

    public InPlaceRules? InPlace { get; set; }

    public UnevaluatedRules? Unevaluated { get; set; }

    /// <summary>Is the value at an index valid?</summary>
    /// <param name="run">The run over one document.</param>
    /// <param name="at">The index of the value.</param>
    /// <param name="marks">
    /// Where to mark evaluated children for an enclosing <c>unevaluated*</c>, or <see cref="Evaluation.NoMarks"/>.
    /// </param>
    public bool Evaluate(ref Evaluation run, int at, int marks) =>
        IsShared ? EvaluateShared(ref run, at, marks) : EvaluateOnce(ref run, at, marks);

    private bool EvaluateShared(ref Evaluation run, int at, int marks)
    {
        if (!run.TryEnter())
        {
            return false;
        }

        bool valid;
        if (marks == Evaluation.NoMarks && run.IsRemembering)
        {
            if (run.TryRecall(this, at, out valid))
            {
                run.Leave();
                return valid;
            }

            valid = EvaluateOnce(ref run, at, marks);
            run.Remember(this, at, valid);
        }
        else
        {
            valid = EvaluateOnce(ref run, at, marks);
        }

        run.Leave();
        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool EvaluateOnce(ref Evaluation run, int at, int marks) =>
        Unevaluated is not null && Unevaluated.Watches(run.View[at].Type)
            ? Unevaluated.Evaluate(ref run, this, at, marks)
            : EvaluateKeywords(ref run, at, marks);

    /// <summary>Everything but <c>unevaluated*</c>.</summary>
    public bool EvaluateKeywords(ref Evaluation run, int at, int marks)
    {
        ref readonly var token = ref run.View[at];
        var valid = true;
        if ((Types & token.Type) == 0 && !IsAllowedInteger(ref run, in token))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            ReportType(ref run, at);
            valid = false;
        }

        switch (token.Type)
        {
            case JsonTypes.String:
                valid &= Strings is null || Strings.Evaluate(ref run, this, at);
                break;
            case JsonTypes.Number:
                valid &= Numbers is null || Numbers.Evaluate(ref run, this, at);
                break;
            case JsonTypes.Object:
                valid &= Objects is null || Objects.Evaluate(ref run, this, at, marks);
                break;
            case JsonTypes.Array:
                valid &= Arrays is null || Arrays.Evaluate(ref run, this, at, marks);
                break;
            default:
                break;
        }

        if (!valid && !run.IsCollecting)
        {
            return false;
        }

        if (Values is not null && !Values.Evaluate(ref run, this, at))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            valid = false;
        }

        return (InPlace is null || InPlace.Evaluate(ref run, this, at, marks)) && valid;
    }

    private bool IsAllowedInteger(ref Evaluation run, in Token token) =>
        token.Type == JsonTypes.Number && (Types & JsonTypes.Integer) != 0 && JsonNumber.IsIntegral(run.View.Bytes(in token));

    private void ReportType(ref Evaluation run, int at)
    {
        if (IsNever)
        {
            run.Report(this, null, at, "is not allowed here: the schema is false");
        }
        else
        {
            run.Report(this, "type", at, $"must be of type {TypeNames.Describe(Types)}");
        }
    }
}
