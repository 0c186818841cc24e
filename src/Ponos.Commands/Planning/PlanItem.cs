using System.Text.Json.Nodes;

namespace Ponos.Commands.Planning;

/// <summary>One thing that a plan says.</summary>
/// <param name="State">What is the matter.</param>
/// <param name="Kind"><c>queue</c>, <c>exchange</c>, <c>binding</c> or <c>policy</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Text">What there is to say; empty for nothing.</param>
/// <param name="Remedy">What to do; empty for nothing.</param>
internal sealed record PlanItem(PlanState State, string Kind, string Name, string Text = "", string Remedy = "")
{
    /// <summary>What a program wants to know besides.</summary>
    public JsonObject Details { get; init; } = [];

    /// <summary>Whether somebody has to do something.</summary>
    public bool IsToDo => State is not (PlanState.Equal or PlanState.Declared or PlanState.Migrated or PlanState.Note);
}

/// <summary>What is the matter with something that is planned, or that is there.</summary>
internal enum PlanState
{
    /// <summary>As planned.</summary>
    Equal,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There with other arguments.</summary>
    Different,

    /// <summary>The broker does not let us look or compare.</summary>
    Hidden,

    /// <summary>There for a handler that is gone.</summary>
    Orphaned,

    /// <summary>A policy lowers what was declared.</summary>
    Policy,

    /// <summary>A migration that has not ended.</summary>
    Migrating,

    /// <summary>Declared just now.</summary>
    Declared,

    /// <summary>Moved to other arguments just now.</summary>
    Migrated,

    /// <summary>Worth knowing.</summary>
    Note,
}
