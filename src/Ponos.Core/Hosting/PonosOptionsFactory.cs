using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Ponos.Hosting;

/// <summary>
/// Makes the options of a service: first what configuration says, then what code does with
/// <c>Configure&lt;PonosOptions&gt;</c>, in whatever order the two were registered.
/// </summary>
internal sealed class PonosOptionsFactory(
    IEnumerable<IConfigureOptions<PonosOptions>> setups,
    IEnumerable<IPostConfigureOptions<PonosOptions>> postSetups,
    IEnumerable<IValidateOptions<PonosOptions>> validations,
    IEnumerable<PackageSection> others,
    IConfiguration? configuration = null) : OptionsFactory<PonosOptions>(setups, postSetups, validations)
{
    private readonly IConfigureOptions<PonosOptions>[] _setups = [.. setups];

    protected override PonosOptions CreateInstance(string name)
    {
        var options = new PonosOptions();
        if (name == Options.DefaultName)
        {
            return options;
        }

        if (configuration is not null)
        {
            PonosConfiguration.Apply(configuration, name, options, [.. others]);
        }

        foreach (var setup in _setups.Where(IsWithoutName))
        {
            Run(setup, options);
        }

        return options;
    }

    /// <summary>
    /// What is configured without a name is meant for every service of the host, as the section <c>Ponos</c> is; what
    /// <c>ConfigureAll</c> says runs with the service's name.
    /// </summary>
    private static bool IsWithoutName(IConfigureOptions<PonosOptions> setup) =>
        setup is not ConfigureNamedOptions<PonosOptions> { Name: not "" };

    private static void Run(IConfigureOptions<PonosOptions> setup, PonosOptions options)
    {
        if (setup is IConfigureNamedOptions<PonosOptions> named)
        {
            named.Configure(Options.DefaultName, options);
        }
        else
        {
            setup.Configure(options);
        }
    }
}
