using System.ComponentModel.DataAnnotations;

namespace Ponos.EntityFrameworkCore.Tests.Support;

/// <summary>The job that is published with an order.</summary>
internal sealed record Charge([property: StringLength(20)] string Order);

/// <summary>The job whose handler takes an order.</summary>
internal sealed record TakeOrder(string Number);
