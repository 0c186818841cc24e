using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Examples.Shop.Mailing;

/// <summary>Send a mail about an order.</summary>
/// <param name="To">Whom it is for.</param>
/// <param name="Order">The order's number.</param>
/// <param name="Subject">What it says.</param>
[Task("mail.send")]
public sealed record SendMail(
    [property: EmailAddress] string To, string Order, [property: StringLength(100, MinimumLength = 1)] string Subject);
