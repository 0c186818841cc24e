using Microsoft.Extensions.Options;
using Ponos.Hosting.Settings;

namespace Ponos.Hosting;

/// <summary>Refuses options of a service that are out of their ranges, all of them at once.</summary>
internal sealed class PonosOptionsValidation : IValidateOptions<PonosOptions>
{
    public ValidateOptionsResult Validate(string? name, PonosOptions options)
    {
        var faults = new List<string>();
        foreach (var setting in OptionSettings.All)
        {
            if (setting.Fault(options) is { } fault)
            {
                faults.Add($"The option Ponos:{setting.Key} of the service '{name}' {fault}.");
            }
        }

        if (options.Retry.Delay > options.Retry.MaxDelay)
        {
            faults.Add(
                $"The option Ponos:Retry:Delay of the service '{name}' is {Limits.Delay.Write(options.Retry.Delay)}, "
                + $"longer than Ponos:Retry:MaxDelay, {Limits.Delay.Write(options.Retry.MaxDelay)}; write one that is not longer.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
