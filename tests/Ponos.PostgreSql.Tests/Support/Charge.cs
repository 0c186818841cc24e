using System.ComponentModel.DataAnnotations;

namespace Ponos.PostgreSql.Tests.Support;

/// <summary>The job that the tests publish.</summary>
internal sealed record Charge([property: StringLength(20)] string Order);
